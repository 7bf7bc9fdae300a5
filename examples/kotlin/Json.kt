// JSON in one file, with nothing but Kotlin 1.3's own library: no plugin of the compiler, no reflection that a shrinker would break.
//
// What must hold: whole numbers stay whole (amounts are never floating point); text that is no JSON is a JsonFault; depth is limited,
// because a message is bytes from another process. What is not known is passed over, what must be there and is not is a JsonFault that names it.
package hr.smarts.epos

/** No JSON, or not of the shape that was expected. */
class JsonFault(text: String) : Exception(text)

/** What can be written: its members by their names on the wire. What is null is left out. */
interface Shape {
    fun write(): Map<String, Any?>
}

/** A value that came: null, Boolean, Long, Double, String, List or Map; `path` says where. */
class At(val value: Any?, val path: String) {
    /** A member, or nothing: also of what has no members. */
    operator fun get(name: String) = At((value as? Map<*, *>)?.get(name), "$path.$name")

    fun text(): String = value as? String ?: throw JsonFault("$path is no text")
    fun whole(): Long = value as? Long ?: throw JsonFault("$path is no whole number")
    fun truth(): Boolean = value as? Boolean ?: throw JsonFault("$path is not true or false")

    inline fun <T> list(read: (At) -> T): List<T> {
        val list = value as? List<*> ?: throw JsonFault("$path is no list")
        return list.mapIndexed { place, one -> read(At(one, "$path[$place]")) }
    }

    inline fun <T> table(read: (At) -> T): Map<String, T> {
        val table = value as? Map<*, *> ?: throw JsonFault("$path is no table")
        return table.entries.associate { (name, one) -> name as String to read(At(one, "$path.$name")) }
    }

    /** A member that is always there. */
    inline fun <T> need(name: String, read: (At) -> T): T = read(this[name].also { if (it.value == null) throw JsonFault("${it.path} is missing") })

    /** A member that may be missing. */
    inline fun <T : Any> maybe(name: String, read: (At) -> T): T? = this[name].let { if (it.value == null) null else read(it) }
}

/** The value that a JSON text says. */
fun parse(text: String): At = At(Parser(text).whole(), "message")

/** The JSON text of a value or a shape. */
fun print(value: Any?): String = StringBuilder().also { put(value, it) }.toString()

private fun put(value: Any?, to: StringBuilder) {
    when (value) {
        is Shape -> put(value.write().filterValues { it != null }, to)
        is At -> put(value.value, to)
        is String -> quote(value, to)
        is Map<*, *> -> all(value.entries, '{', '}', to) { (name, one) ->
            quote(name as String, to)
            to.append(':')
            put(one, to)
        }
        is List<*> -> all(value, '[', ']', to) { put(it, to) }
        else -> to.append(value)
    }
}

private fun <T> all(values: Collection<T>, begin: Char, end: Char, to: StringBuilder, put: (T) -> Unit) {
    to.append(begin)
    values.forEachIndexed { place, one ->
        if (place > 0) to.append(',')
        put(one)
    }
    to.append(end)
}

private fun quote(text: String, to: StringBuilder) {
    to.append('"')
    for (letter in text) when {
        letter == '"' || letter == '\\' -> to.append('\\').append(letter)
        letter < ' ' -> to.append("\\u").append(letter.toInt().toString(16).padStart(4, '0'))
        else -> to.append(letter)
    }
    to.append('"')
}

private const val DEEPEST = 64
private const val ESCAPED = "bfnrt\"\\/"
private const val MEANT = "\b\u000c\n\r\t\"\\/"

private class Parser(private val text: String) {
    private var place = 0

    fun whole(): Any? {
        val value = any(0)
        space()
        if (place != text.length) throw fault()
        return value
    }

    private fun fault() = JsonFault("no JSON at $place")

    private fun space() {
        while (place < text.length && text[place] in " \n\r\t") place += 1
    }

    private fun next(): Char = text.getOrNull(place++) ?: throw fault()

    private fun take(wanted: Char): Boolean {
        space()
        return (text.getOrNull(place) == wanted).also { if (it) place += 1 }
    }

    private fun any(depth: Int): Any? {
        if (depth > DEEPEST) throw fault()
        if (take('{')) return table(depth)
        if (take('[')) return list(depth)
        if (take('"')) return string()
        for ((word, value) in listOf("true" to true, "false" to false, "null" to null)) {
            if (!text.startsWith(word, place)) continue
            place += word.length
            return value
        }
        return number()
    }

    private fun table(depth: Int): Map<String, Any?> {
        val table = LinkedHashMap<String, Any?>()
        if (take('}')) return table
        do {
            if (!take('"')) throw fault()
            val name = string()
            if (!take(':')) throw fault()
            table[name] = any(depth + 1)
        } while (take(','))
        if (!take('}')) throw fault()
        return table
    }

    private fun list(depth: Int): List<Any?> {
        val list = ArrayList<Any?>()
        if (take(']')) return list
        do list.add(any(depth + 1)) while (take(','))
        if (!take(']')) throw fault()
        return list
    }

    private fun number(): Any {
        val from = place
        while (place < text.length && text[place] in "+-.0123456789eE") place += 1
        val read = text.substring(from, place)
        return read.toLongOrNull() ?: read.toDoubleOrNull() ?: throw fault()
    }

    private fun string(): String {
        val to = StringBuilder()
        while (true) {
            val letter = next()
            if (letter == '"') return to.toString()
            to.append(if (letter == '\\') escaped() else letter)
        }
    }

    private fun escaped(): Char {
        val letter = next()
        if (letter != 'u') return MEANT.getOrNull(ESCAPED.indexOf(letter)) ?: throw fault()
        val code = text.substring(place, minOf(place + 4, text.length)).takeIf { it.length == 4 && it[0] != '+' && it[0] != '-' }?.toIntOrNull(16) ?: throw fault()
        place += 4
        return code.toChar()
    }
}
