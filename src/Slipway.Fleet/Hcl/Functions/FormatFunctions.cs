// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary><c>format</c> and <c>formatlist</c>, with the verbs of printf that HCL has.</summary>
internal static partial class FormatFunctions
{
    private const int MaxWidth = 4096;

    internal static IEnumerable<HclFunction> All =>
    [
        new("format", 1, int.MaxValue, static call => TextFunctions.Made(call, Format(call, call.Text(0), [.. call.From(1)]))),
        new("formatlist", 1, int.MaxValue, FormatList),
    ];

    [GeneratedRegex(@"%(?<flags>[-+ 0#]*)(?<width>\d{1,9})?(?:\.(?<precision>\d{0,9}))?(?:\[(?<index>\d{1,9})\])?(?<verb>.)?", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Verbs();

    private static HclValue FormatList(HclArguments call)
    {
        var arguments = call.From(1).ToList();
        var lists = arguments.Where(static argument => argument.IsSequence).ToList();
        if (lists.Count == 0)
            return HclValue.Strings([Format(call, call.Text(0), arguments)]);
        var length = lists[0].Elements.Count;
        if (lists.Exists(list => list.Elements.Count != length))
            throw call.Refuse("the lists have different lengths");
        return HclValue.Strings(Enumerable.Range(0, length).Select(index => Format(call, call.Text(0), [.. arguments.Select(argument => argument.IsSequence ? argument.Elements[index] : argument)])).ToList());
    }

    private static string Format(HclArguments call, string format, List<HclValue> arguments)
    {
        var (next, highest) = (0, 0);
        var text = Verbs().Replace(format, match =>
        {
            var verb = match.Groups["verb"].Value;
            if (verb == "%")
                return "%";
            if (match.Groups["index"] is { Success: true } index)
                next = int.Parse(index.ValueSpan, CultureInfo.InvariantCulture) - 1;
            if (next < 0 || next >= arguments.Count)
                throw call.Refuse(0, $"'{match.Value}' has no argument", "give it one, or write %% for the sign itself");
            highest = Math.Max(highest, next + 1);
            var flags = match.Groups["flags"].Value;
            var width = Number(match.Groups["width"]) ?? 0;
            if (width > MaxWidth)
                throw call.Refuse(0, $"a width is at most {MaxWidth}, not {width}");
            return Pad(Write(call, next + 1, arguments[next++], verb, flags, Number(match.Groups["precision"])), flags, width, verb);
        });
        return highest >= arguments.Count ? text : throw call.Refuse(0, $"the format uses {highest} of its {arguments.Count} arguments");
    }

    private static int? Number(Group group) => !group.Success ? null : group.Length == 0 ? 0 : int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static string Pad(string text, string flags, int width, string verb)
    {
        var missing = width - new StringInfo(text).LengthInTextElements;
        if (missing <= 0)
            return text;
        if (flags.Contains('-', StringComparison.Ordinal))
            return text + new string(' ', missing);
        if (!flags.Contains('0', StringComparison.Ordinal))
            return new string(' ', missing) + text;
        var sign = text[0] is '-' or '+' && verb != "s" ? 1 : 0;
        return text[..sign] + new string('0', missing) + text[sign..];
    }

    private static string Write(HclArguments call, int index, HclValue value, string verb, string flags, int? precision)
    {
        switch (verb)
        {
            case "v" when flags.Contains('#', StringComparison.Ordinal) || value.IsNull || !value.Type.IsPrimitive:
                return HclJson.Write(value);
            case "v" when value.Kind == HclKind.Number:
                return Signed(value.AsNumber, value.AsNumber.ToString(), flags);
            case "v" or "s":
                var text = As(call, index, value, HclType.String).AsString;
                return precision is { } most ? new StringInfo(text) is var info && info.LengthInTextElements > most ? info.SubstringByTextElements(0, most) : text : text;
            case "q":
                return HclJson.Write(As(call, index, value, HclType.String));
            case "t":
                return As(call, index, value, HclType.Bool).AsBool ? "true" : "false";
        }
        if (verb is not ("d" or "b" or "o" or "x" or "X" or "f" or "F" or "e" or "E" or "g" or "G"))
            throw call.Refuse(0, $"'%{verb}' is no verb of a format", "verbs are %v %s %q %d %f %t %x and their like");
        var number = As(call, index, value, HclType.Number).AsNumber;
        var whole = number.ToBigInteger();
        return Signed(number, verb switch
        {
            "d" => whole.ToString(CultureInfo.InvariantCulture),
            "b" => Radix(whole, 2),
            "o" => Radix(whole, 8),
            "x" => Radix(whole, 16),
            "X" => Radix(whole, 16).ToUpperInvariant(),
            "f" or "F" => number.ToDouble().ToString("F" + (precision ?? 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            "e" or "E" => Exponent(number, precision ?? 6, verb),
            _ => number.ToString(),
        }, flags);
    }

    private static string Exponent(HclNumber number, int precision, string verb) =>
        number.ToDouble().ToString($"0.{new string('0', Math.Min(precision, MaxWidth))}{verb}+00", CultureInfo.InvariantCulture);

    private static string Signed(HclNumber number, string text, string flags) =>
        number.Sign < 0 ? text : flags.Contains('+', StringComparison.Ordinal) ? "+" + text : flags.Contains(' ', StringComparison.Ordinal) ? " " + text : text;

    private static string Radix(BigInteger value, int radix)
    {
        var digits = new StringBuilder();
        for (var rest = BigInteger.Abs(value); digits.Length == 0 || !rest.IsZero; rest /= radix)
            digits.Insert(0, "0123456789abcdef"[(int)(rest % radix)]);
        return value.Sign < 0 ? $"-{digits}" : digits.ToString();
    }

    private static HclValue As(HclArguments call, int index, HclValue value, HclType type)
    {
        if (value.IsNull)
            throw call.Refuse(index, "null cannot be formatted so");
        return HclConversion.TryConvert(value, type, out var converted, out var problem) ? converted : throw call.Refuse(index, problem);
    }
}
