// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A file that was made of a fleet. Its first lines say who wrote it, and the digest of the rest, by which a change by hand is seen.</summary>
public sealed record GeneratedFile
{
    private const string Origin = " Written by slipway generate. Change the fleet, and generate it anew; --check says whether it is up to date.";
    private const string DigestLine = " What follows was written as ";

    private GeneratedFile(string path, string mark, string body) =>
        (Path, Text) = (path, $"{mark}{Origin}\n{mark}{DigestLine}{DigestOf(body)}\n{body}");

    /// <summary>Where it goes, from the folder that files are written to; with slashes.</summary>
    public string Path { get; }

    /// <summary>All that it holds.</summary>
    public string Text { get; }

    /// <summary>A file of YAML, or another language whose comments begin with <paramref name="mark"/>.</summary>
    internal static GeneratedFile Create(string path, string body, string mark = "#") => new(path, mark, body);

    /// <summary>How what stands in this file's place stands to it.</summary>
    /// <param name="there">What is there; null is nothing.</param>
    public GeneratedState Compare(string? there) => there is null ? GeneratedState.Missing : there == Text ? GeneratedState.UpToDate : StateOf(there);

    /// <summary>Whether a text is a file that was generated, and has not been changed since.</summary>
    public static bool IsGenerated(string text) => StateOf(text) == GeneratedState.Outdated;

    private static GeneratedState StateOf(string text)
    {
        var mark = text.StartsWith("//", StringComparison.Ordinal) ? "//" : "#";
        var first = $"{mark}{Origin}\n{mark}{DigestLine}";
        if (!text.StartsWith(first, StringComparison.Ordinal))
            return GeneratedState.Foreign;
        var rest = text.AsSpan(first.Length);
        var end = rest.IndexOf('\n');
        return end >= 0 && rest[..end].SequenceEqual(DigestOf(rest[(end + 1)..].ToString()).ToString()) ? GeneratedState.Outdated : GeneratedState.Edited;
    }

    private static Digest DigestOf(string body) => Digest.Sha256(Encoding.UTF8.GetBytes(body));
}
