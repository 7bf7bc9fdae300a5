/*
 * Three short cues, made of sine tones: no file is loaded for them.
 *
 * What must hold: a cue says nothing that the screen does not say in words; what cannot be heard (no sound card, an engine that wants a
 * touch first) is no fault; cues do not pile up, the last one is heard.
 */

/** Frequencies in Hz, one after the other, 110 ms each: rising is good, falling is not, twice the same asks for attention. */
const CUES = { approved: [659, 880], declined: [440, 311], attention: [587, 587] };
const STEP = 0.11;

let context = null;
let heard = [];

/** Plays one; `volume` in percent. */
export function cue(name, volume) {
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    for (const tone of heard) tone.stop();
    heard = CUES[name].map((frequency, place) => {
      const [tone, gain] = [context.createOscillator(), context.createGain()];
      const at = context.currentTime + place * STEP * 1.2;
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(Math.min(volume, 100) / 100, at + 0.01);
      gain.gain.linearRampToValueAtTime(0, at + STEP);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + STEP);
      return tone;
    });
  } catch {
    // The screen has said it.
  }
}
