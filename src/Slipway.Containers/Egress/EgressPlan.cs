// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What the rules for containers with a way out are to be.</summary>
/// <param name="Tag">What tells this home's from others': six hexadecimal digits.</param>
/// <param name="Pool">Their addresses.</param>
/// <param name="NameServers">Whom they may ask for names, wherever that is.</param>
internal sealed record EgressPlan(string Tag, string Pool, IReadOnlyList<string> NameServers)
{
    private const string CablePrefix = "sw";
    private const int CableLength = 12;
    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// Where none of them may go: networks that are private, the link's own, this host's, a cloud's for its machines (metadata, Azure's 168.63.129.16 among them), for tests, for
    /// many, or for nobody.
    /// </summary>
    internal static IReadOnlyList<string> Closed { get; } =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    ];

    /// <summary>What the names of the host's ends of their cables begin with.</summary>
    internal string InterfacePrefix => $"{CablePrefix}{Tag}";

    /// <summary>Whether an interface is the host's end of a cable, of whatever home.</summary>
    internal static bool IsCable(string name) => name.Length == CableLength && name.StartsWith(CablePrefix, StringComparison.Ordinal) && name.AsSpan(CablePrefix.Length).ContainsAnyExcept(Hexadecimal) is false;
}
