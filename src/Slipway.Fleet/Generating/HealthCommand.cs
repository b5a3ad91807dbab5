// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Looks into the commands of health checks.</summary>
internal static partial class HealthCommand
{
    [GeneratedRegex(@"\A[A-Za-z0-9_./:@%+=,-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"(?<=\A|\s)(?<quote>['""]?)(?<scheme>https?)://(?:localhost|127\.0\.0\.1|\[::1\])(?::(?<port>[0-9]{1,5}))?(?<path>/[A-Za-z0-9_./~%?&=+-]*)?\k<quote>(?=\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex OwnAddress();

    [GeneratedRegex(@"\A(?:curl|wget)(?:\s+-[A-Za-z0-9=_-]+|\s+(?<=(?:-o|-O|--output|--output-document|-m|--max-time|-T|--timeout)\s+)[A-Za-z0-9/]+)*\s+ADDRESS(?:\s+-[A-Za-z0-9=_-]+)*(?:\s*(?:>|2>|&>)\s*/dev/null|\s+2>&1)*(?:\s*\|\|\s*(?:exit\s+1|false))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fetch();

    /// <summary>The words of a command line that means the same without a shell; null where it wants one.</summary>
    internal static IReadOnlyList<string>? Split(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A word with an equals sign at the beginning is a variable for the command behind it.
        return words.Length > 0 && !words[0].Contains('=', StringComparison.Ordinal) && words.All(static word => PlainWord().IsMatch(word)) ? words : null;
    }

    /// <summary>What a check asks of the container by HTTP, where it does that and no more: <c>curl -f http://localhost:5000/health || exit 1</c>.</summary>
    internal static HttpCheck? FindHttp(IReadOnlyList<string> test)
    {
        var line = test is ["CMD-SHELL", var shell] ? shell.Trim() : test.Count > 1 && test[0] == "CMD" && test.All(static word => !word.Contains(' ', StringComparison.Ordinal)) ? string.Join(' ', test.Skip(1)) : "";
        if (OwnAddress().Matches(line) is not [var address] || !Fetch().IsMatch(line.Replace(address.Value, "ADDRESS", StringComparison.Ordinal)))
            return null;
        var isSecure = address.Groups["scheme"].Value == "https";
        var port = address.Groups["port"].Success ? int.Parse(address.Groups["port"].Value, CultureInfo.InvariantCulture) : isSecure ? 443 : 80;
        return port is > 0 and < 65536 ? new(isSecure ? "HTTPS" : "HTTP", port, address.Groups["path"].Value is { Length: > 0 } path ? path : "/") : null;
    }
}
