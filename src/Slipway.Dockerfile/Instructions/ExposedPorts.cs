// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Slipway.Dockerfile;

/// <summary>What one word of EXPOSE says: a port or a range of ports, and the protocol.</summary>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port; the same for one port.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record ExposedPorts(ushort First, ushort Last, string Protocol)
{
    private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

    /// <summary>Whether the word also names an address or port of the host, which EXPOSE has no use for.</summary>
    public bool NamesHost { get; init; }

    /// <summary>The ports as the image's config holds them: <c>80/tcp</c>, each.</summary>
    public IEnumerable<string> Names => Enumerable.Range(First, Last - First + 1).Select(port => $"{port}/{Protocol}");

    /// <summary>Reads a word, variables expanded.</summary>
    /// <param name="text">The word: <c>[[address:]host-port:]port[-last][/protocol]</c>.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="problem">What is wrong, as a clause.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExposedPorts? ports, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        ports = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        if (!Protocols.Contains(protocol))
        {
            problem = $"the protocol of port '{text}' is tcp, udp or sctp, not '{protocol}'";
            return false;
        }
        var address = slash < 0 ? text : text[..slash];
        var colon = address.LastIndexOf(':');
        var range = address[(colon + 1)..].Split('-');
        if (range.Length > 2 || !TryParsePort(range[0], out var first) || !TryParsePort(range[^1], out var last))
        {
            problem = $"'{text}' is not a port";
            return false;
        }
        if (last < first)
        {
            problem = $"the ports of '{text}' run backwards";
            return false;
        }
        problem = null;
        ports = new(first, last, protocol) { NamesHost = colon >= 0 };
        return true;
    }

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
