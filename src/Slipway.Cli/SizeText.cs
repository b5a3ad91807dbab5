// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;

namespace Slipway.Cli;

/// <summary>Sizes on the command line: <c>500MB</c>, <c>1.5GB</c>, <c>10g</c>; powers of 1000, and of 1024 with an <c>i</c> (<c>2GiB</c>).</summary>
internal static class SizeText
{
    private const string Prefixes = "kmgt";

    /// <summary>An option for a size.</summary>
    public static Option<long?> Option(string name, string[] aliases, string description) => new(name, aliases)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (TryParse(text, out var size))
                return size;
            result.AddError($"'{text}' is not a size; expected a number with an optional unit, such as 500MB or 10GiB.");
            return null;
        },
    };

    /// <summary>Reads a size in bytes.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var word = text.Trim().ToLowerInvariant();
        word = word.EndsWith('b') ? word[..^1] : word;
        var step = word.EndsWith('i') ? 1024m : 1000m;
        word = step == 1024m ? word[..^1] : word;
        var power = word.Length > 0 ? Prefixes.IndexOf(word[^1], StringComparison.Ordinal) + 1 : 0;
        if ((step == 1024m && power == 0) || !decimal.TryParse(power > 0 ? word[..^1] : word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000_000_000)
            return false;
        for (; power > 0; power--)
            number *= step;
        bytes = number < long.MaxValue ? (long)number : long.MaxValue;
        return true;
    }
}
