/*
 * What the scripted sale must come to.
 *
 * Worked out by hand (EUR, VAT included; A 25 %, C 5 %, N none):
 *
 *   2 x milk chocolate 1.79                     3.58 A
 *   1 x dark chocolate 1.99                     1.99 A
 *   0.735 kg bananas x 1.69 = 1.24215           1.24 C
 *   1 x cola 1.69                               1.69 A
 *   its deposit                                 0.10 N
 *   1 x bread                                   1.59 C
 *   3 x toilet paper 4.99                      14.97 A
 *   (1 x yoghurt, voided)
 *   list value                                 25.16
 *   3 for 2 on chocolate: the cheapest of three, one milk chocolate        -1.79
 *   coupon 10 % on household: 1.497 of 14.97, half up                      -1.50
 *   total                                      21.87
 *
 *   A  3.58 + 1.99 - 1.79 + 1.69 + 14.97 - 1.50 = 18.94; tax 18.94 x 25/125 = 3.788 -> 3.79; base 15.15
 *   C  1.24 + 1.59 = 2.83;                               tax 2.83 x 5/105 = 0.1348 -> 0.13; base 2.70
 *   N  0.10;                                             15.15 + 3.79 + 2.70 + 0.13 + 0.10 = 21.87
 *
 *   gift card 15.00; remains 6.87, in cash to the next 0.05: 6.85 (rounding -0.02); of 10.00 given back 3.15
 *   without the page: 21.87 in cash is 21.85 (rounding -0.02); of 50.00 given back 28.15
 */
export const RECEIPT_GOODS = `\
         Dućan Kod Zvonika d.o.o.
           Izmišljena ulica 12
               10000 Zagreb
             OIB: 12345678903
------------------------------------------
Račun: <number and time>
Blagajnik: Ana K.
------------------------------------------
Mliječna čokolada 100 g
  2 x 1,79                          3,58 A
Tamna čokolada 70 % 100 g
  1 x 1,99                          1,99 A
Banane
  0,735 kg x 1,69                   1,24 C
Cola 0,5 l
  1 x 1,69                          1,69 A
Povratna naknada
  1 x 0,10                          0,10 N
Kruh polubijeli 500 g
  1 x 1,59                          1,59 C
Toaletni papir 8/1
  3 x 4,99                         14,97 A
------------------------------------------
Međuzbroj                            25,16
Čokolada 3 za 2                      -1,79
Kupon: kućanstvo -10 %               -1,50
------------------------------------------
UKUPNO EUR                           21,87
Zaokruženje gotovine                 -0,02
`;
export const PAID_WITH_CARD = `\
Poklon-kartica <card>   15,00
  Ostatak na kartici                  0,00
Gotovina                              6,85
  Primljeno                          10,00
  Povrat                              3,15
`;
export const PAID_IN_CASH = `\
Gotovina                             21,85
  Primljeno                          50,00
  Povrat                             28,15
`;
export const RECEIPT_FOOT = `\
------------------------------------------
Porez           Osnovica    Porez   Ukupno
A PDV 25 %         15,15     3,79    18,94
C PDV 5 %           2,70     0,13     2,83
N Bez PDV-a         0,10     0,00     0,10
------------------------------------------
Ušteda                                3,29
<fiscal>
             Hvala na kupnji!`;

/** The page's own text of the same sale, below the shop's header; lines on which only one offer rests carry it. */
export const THEIRS_GOODS = `\
------------------------------------------
Račun <number>
<time and ePOS number>
Blagajnik ana
------------------------------------------
Mliječna čokolada 100 g             3,58 A
  2 x 1,79
  Čokolada 3 za 2                    -1,79
Tamna čokolada 70 % 100 g           1,99 A
Banane                              1,24 C
  0,735 kg x 1,69
Cola 0,5 l                          1,69 A
Povratna naknada                    0,10 N
Kruh polubijeli 500 g               1,59 C
Toaletni papir 8/1                 14,97 A
  3 x 4,99
  Kupon: kućanstvo -10 %             -1,50
------------------------------------------
UKUPNO EUR                           21,87
Ušteda                                3,29
------------------------------------------
A PDV 25 % na 15,15                   3,79
C PDV 5 % na 2,70                     0,13
N Povratna naknada 0 % na 0,10        0,00
------------------------------------------
`;
export const THEIRS_CARD = `\
Poklon kartica                       15,00
  <card>
  Preostalo stanje                    0,00
Gotovina                              6,85
  Zaokruživanje                      -0,02
Povrat                                3,15
`;
export const THEIRS_CASH = `\
Gotovina                             21,85
  Zaokruživanje                      -0,02
Povrat                               28,15
`;
export const THEIRS_FOOT = `\
------------------------------------------
ZKI: <zki>
JIR: <jir>
DEMO - nije fiskalni račun
            Hvala i doviđenja!`;

/** A receipt without what is new each time: number, time, signatures, the card of this run. */
export function settled(text, card) {
  return text.trimEnd()
    .replace(/^Račun: \d+\/POS1\/1 +\d\d\.\d\d\.\d{4} \d\d:\d\d$/m, 'Račun: <number and time>')
    .replace(card, '<card>')
    .replace(/^ZKI: [0-9a-f]{32}\nJIR: [0-9a-f-]{36}\nDEMO - nije fiskalni račun\nQR \(demo\):\n(?:\S+\n)+/m, '<fiscal>\n');
}

export function theirsSettled(text, card) {
  return text.slice(text.indexOf('---')).trimEnd()
    .replace(/^Račun \d+\/POS1\/1$/m, 'Račun <number>').replace(/^\d\d\.\d\d\.\d{4} \d\d:\d\d +ePOS \d+$/m, '<time and ePOS number>')
    .replace(card.replaceAll('\u2022', '*'), '<card>').replace(/^ZKI: [0-9a-f]{32}$/m, 'ZKI: <zki>').replace(/^JIR: [0-9a-f-]{36}$/m, 'JIR: <jir>');
}
