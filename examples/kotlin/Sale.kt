// One sale over any bridge that carries texts: each line that comes in is a message of the page, each line that goes out one to
// it. Put WebViewCompat.addWebMessageListener in the place of the console (docs/bridges.md).
package hr.smarts.epos

import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import kotlin.system.exitProcess

class Register(private val token: String, private val post: (String) -> Unit) {
    private val session = "kt-${System.nanoTime()}"
    private val ref = "$session-1"
    private var greeted = ""
    private var count = 0
    private var over = false

    /** A message of the page. True when the sale is booked and nothing is owed. */
    fun heard(text: String): Boolean {
        val message = try {
            wire.parseToJsonElement(text) as? JsonObject ?: return false
        } catch (_: SerializationException) {
            return false // not of this protocol
        }
        val type = (message["type"] as? JsonPrimitive)?.content ?: return false
        val payload = message["payload"] ?: JsonObject(emptyMap())
        when {
            "re" in message -> answered(type, message, payload)
            "req" in message -> asked(type, message.getValue("req").jsonPrimitive.content, payload)
            "seq" in message -> told(type, message.getValue("seq").jsonPrimitive.long)
            type == "epos.hello" -> greet(payload.jsonObject.getValue("nonce").jsonPrimitive.content)
        }
        return over
    }

    private fun <P, A> send(command: Command<P, A>, payload: P) {
        count += 1
        val message = buildJsonObject {
            put("v", 1)
            put("id", "c$count")
            put("type", command.type)
            put("payload", wire.encodeToJsonElement(command.payload, payload))
        }
        post(message.toString())
    }

    private fun greet(nonce: String) {
        if (nonce == greeted) return
        greeted = nonce
        val capabilities = listOf(Requests.paymentTake.type, Requests.print.type)
        send(Commands.sessionOpen, Open(nonce = nonce, hostSession = session, deviceToken = token, capabilities = capabilities))
    }

    private fun answered(type: String, message: JsonObject, payload: JsonElement) {
        if (!message.getValue("ok").jsonPrimitive.boolean) {
            System.err.println("$type is refused: ${message.getValue("error").jsonObject["code"]}")
            return
        }
        when (type) {
            Commands.sessionOpen.type -> send(Commands.basketOpen, OpenBasket(basketRef = ref, currency = "EUR"))
            Commands.basketOpen.type -> put()
            Commands.basketPut.type -> total(wire.decodeFromJsonElement(Commands.basketPut.answer, payload))
            Commands.basketFreeze.type -> send(Commands.tenderPay, Pay(basketRef = ref, kind = TenderKind.CASH))
            Commands.basketCommit.type -> System.err.println("booked as ${wire.decodeFromJsonElement(Commands.basketCommit.answer, payload).eposNo}")
        }
    }

    private fun put() {
        val line = LineIn(
            id = "1", name = "Chocolate", quantity = "3", amount = 537, brand = "zlatica", categories = listOf("chocolate"), taxCodes = listOf("A"),
        )
        send(Commands.basketPut, PutBasket(basketRef = ref, revision = 1, lines = listOf(line)))
    }

    /** The page's adjustments onto the receipt, then both compare. */
    private fun total(state: BasketState) {
        for (one in state.adjustments) System.err.println("${one.text38} ${one.amount}")
        send(Commands.basketFreeze, Freeze(basketRef = ref, revision = 1, registerTotal = state.totals.total))
    }

    private fun asked(type: String, req: String, payload: JsonElement) {
        val done = when (type) {
            Requests.paymentTake.type -> {
                val take = wire.decodeFromJsonElement(Requests.paymentTake.payload, payload)
                RequestDone(req = req, outcome = RequestOutcome.DONE, authorized = take.cashAmount ?: take.amount)
            }
            Requests.print.type -> RequestDone(req = req, outcome = RequestOutcome.DONE)
            else -> RequestDone(req = req, outcome = RequestOutcome.REFUSED)
        }
        send(Commands.requestDone, done)
    }

    private fun told(type: String, seq: Long) {
        send(Commands.sessionAck, Ack(seq = seq))
        if (type == Events.tenderApproved.type) send(Commands.basketCommit, Commit(basketRef = ref, receiptNo = "1/POS1/1"))
        over = over || type == Events.basketCommitted.type
    }
}

fun main(words: Array<String>) {
    val register = Register(words.single(), ::println)
    while (true) {
        val line = readlnOrNull() ?: exitProcess(1)
        if (register.heard(line)) return
    }
}
