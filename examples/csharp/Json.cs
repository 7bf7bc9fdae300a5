// JSON in one file, in C# 5 with nothing but the base library: .NET Framework 4.5, Mono, .NET 8 all compile it.
//
// What must hold: whole numbers stay whole (amounts are never floating point); text that is no JSON is a JsonFault; depth is limited,
// because a message is bytes from another process. A shape is a class whose properties bear [Member]: what is not known is passed over, what
// must be there and is not is a JsonFault that names it.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Smarts.Epos
{
    /// <summary>No JSON, or not of the shape that was expected.</summary>
    public sealed class JsonFault : Exception
    {
        public JsonFault(string text) : base(text) { }
    }

    /// <summary>The name of a property on the wire.</summary>
    [AttributeUsage(AttributeTargets.Property)]
    public sealed class MemberAttribute : Attribute
    {
        public readonly string Name;
        /// <summary>It is always there.</summary>
        public bool Required { get; set; }
        public MemberAttribute(string name) { Name = name; }
    }

    /// <summary>Values: null, bool, long, double, string, List of object, Dictionary of string and object.</summary>
    public static class Json
    {
        public static object Parse(string text) { return new Parser(text).Whole(); }

        /// <summary>A member of a table, or null; also of what has no members.</summary>
        public static object At(object value, string name)
        {
            var table = value as Dictionary<string, object>;
            object found;
            return table != null && table.TryGetValue(name, out found) ? found : null;
        }

        /// <summary>The JSON text of a value or a shape.</summary>
        public static string Print(object value)
        {
            var to = new StringBuilder();
            Print(value, to);
            return to.ToString();
        }

        /// <summary>A shape from a parsed value; a fault names its place by `at`.</summary>
        public static T Read<T>(object value, string at = "payload") { return (T)Read(typeof(T), value, at); }

        private static object Read(Type type, object value, string at)
        {
            if (type == typeof(object)) return value;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (value != null && type.IsInstanceOfType(value)) return value;
            var list = value as List<object>;
            var table = value as Dictionary<string, object>;
            if (list != null && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
            {
                var read = (IList)Activator.CreateInstance(type);
                foreach (var one in list) read.Add(Read(type.GetGenericArguments()[0], one, at + "[" + read.Count + "]"));
                return read;
            }
            if (table != null && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            {
                var read = (IDictionary)Activator.CreateInstance(type);
                foreach (var one in table) read.Add(one.Key, Read(type.GetGenericArguments()[1], one.Value, at + "." + one.Key));
                return read;
            }
            if (table == null || type.IsGenericType || type == typeof(string) || type.IsPrimitive) throw new JsonFault(at + " is not " + Expected(type));
            return Shape(type, table, at);
        }

        private static string Expected(Type type)
        {
            if (type == typeof(string)) return "a text";
            if (type == typeof(long)) return "a whole number";
            if (type == typeof(bool)) return "true or false";
            return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? "a list" : "a table";
        }

        private static object Shape(Type type, Dictionary<string, object> table, string at)
        {
            var shape = Activator.CreateInstance(type);
            foreach (var property in type.GetProperties())
            {
                var member = Named(property);
                if (member == null) continue;
                object value;
                if (table.TryGetValue(member.Name, out value) && value != null) property.SetValue(shape, Read(property.PropertyType, value, at + "." + member.Name), null);
                else if (member.Required) throw new JsonFault(at + "." + member.Name + " is missing");
            }
            return shape;
        }

        private static MemberAttribute Named(PropertyInfo property)
        {
            return (MemberAttribute)Attribute.GetCustomAttribute(property, typeof(MemberAttribute));
        }

        private static void Print(object value, StringBuilder to)
        {
            if (value == null) to.Append("null");
            else if (value is string) Quote((string)value, to);
            else if (value is bool) to.Append((bool)value ? "true" : "false");
            else if (value is IDictionary) Table((IDictionary)value, to);
            else if (value is IEnumerable) Row((IEnumerable)value, to);
            else if (value is IFormattable) to.Append(((IFormattable)value).ToString(value is double ? "R" : null, CultureInfo.InvariantCulture));
            else Table(Members(value), to);
        }

        private static Dictionary<string, object> Members(object shape)
        {
            var table = new Dictionary<string, object>();
            foreach (var property in shape.GetType().GetProperties())
            {
                var member = Named(property);
                if (member == null) continue;
                var value = property.GetValue(shape, null);
                if (value != null) table.Add(member.Name, value);
                else if (member.Required) throw new JsonFault(shape.GetType().Name + "." + property.Name + " is missing");
            }
            return table;
        }

        private static void Table(IDictionary table, StringBuilder to)
        {
            var before = "{";
            foreach (DictionaryEntry one in table)
            {
                to.Append(before);
                Quote((string)one.Key, to);
                to.Append(':');
                Print(one.Value, to);
                before = ",";
            }
            to.Append(table.Count == 0 ? "{}" : "}");
        }

        private static void Row(IEnumerable list, StringBuilder to)
        {
            to.Append('[');
            var before = "";
            foreach (var one in list)
            {
                to.Append(before);
                Print(one, to);
                before = ",";
            }
            to.Append(']');
        }

        private static void Quote(string text, StringBuilder to)
        {
            to.Append('"');
            foreach (var letter in text)
            {
                if (letter == '"' || letter == '\\') to.Append('\\').Append(letter);
                else if (letter < ' ') to.Append("\\u").Append(((int)letter).ToString("x4"));
                else to.Append(letter);
            }
            to.Append('"');
        }

        private sealed class Parser
        {
            private const int Deepest = 64;
            private readonly string text;
            private int place;

            public Parser(string text) { this.text = text; }

            public object Whole()
            {
                var value = Any(0);
                Space();
                if (place != text.Length) throw Fault();
                return value;
            }

            private JsonFault Fault() { return new JsonFault("no JSON at " + place); }

            private void Space()
            {
                while (place < text.Length && " \n\r\t".IndexOf(text[place]) >= 0) place += 1;
            }

            private char Next()
            {
                if (place >= text.Length) throw Fault();
                place += 1;
                return text[place - 1];
            }

            private bool Take(char wanted)
            {
                Space();
                if (place >= text.Length || text[place] != wanted) return false;
                place += 1;
                return true;
            }

            private object Any(int depth)
            {
                if (depth > Deepest) throw Fault();
                if (Take('{')) return Table(depth);
                if (Take('[')) return Row(depth);
                if (Take('"')) return Text();
                foreach (var word in new[] { "true", "false", "null" })
                {
                    if (string.CompareOrdinal(text, place, word, 0, word.Length) != 0) continue;
                    place += word.Length;
                    return word == "null" ? (object)null : word == "true";
                }
                return Number();
            }

            private object Table(int depth)
            {
                var table = new Dictionary<string, object>();
                if (Take('}')) return table;
                do
                {
                    if (!Take('"')) throw Fault();
                    var name = Text();
                    if (!Take(':')) throw Fault();
                    table[name] = Any(depth + 1);
                }
                while (Take(','));
                if (!Take('}')) throw Fault();
                return table;
            }

            private object Row(int depth)
            {
                var list = new List<object>();
                if (Take(']')) return list;
                do list.Add(Any(depth + 1)); while (Take(','));
                if (!Take(']')) throw Fault();
                return list;
            }

            private object Number()
            {
                var from = place;
                while (place < text.Length && "+-.0123456789eE".IndexOf(text[place]) >= 0) place += 1;
                var read = text.Substring(from, place - from);
                long whole;
                double other;
                if (long.TryParse(read, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)) return whole;
                if (double.TryParse(read, NumberStyles.Float, CultureInfo.InvariantCulture, out other)) return other;
                throw Fault();
            }

            private string Text()
            {
                var to = new StringBuilder();
                for (var letter = Next(); letter != '"'; letter = Next())
                {
                    if (letter != '\\')
                    {
                        to.Append(letter);
                        continue;
                    }
                    var escaped = Next();
                    var known = "bfnrt".IndexOf(escaped);
                    if (known >= 0) to.Append("\b\f\n\r\t"[known]);
                    else if (escaped == 'u') to.Append(Code());
                    else if ("\"\\/".IndexOf(escaped) >= 0) to.Append(escaped);
                    else throw Fault();
                }
                return to.ToString();
            }

            private char Code()
            {
                ushort code;
                var read = text.Substring(place, Math.Min(4, text.Length - place));
                if (read.Length < 4 || !ushort.TryParse(read, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)) throw Fault();
                place += 4;
                return (char)code;
            }
        }
    }
}
