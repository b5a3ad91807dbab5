// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Packages;

/// <summary>Checks the signature of an index of indexes (<c>InRelease</c>) with gpgv.</summary>
internal static class SignedRelease
{
    // OpenPGP's numbers of MD5, SHA-1 and RIPEMD-160 (RFC 4880, 9.4): what they sign can be forged.
    private static readonly string[] WeakHashes = ["1", "2", "3"];
    private const int MaxSize = 64 * 1024 * 1024;

    /// <summary>What was signed, and nothing beside it.</summary>
    /// <param name="source">Where it is from.</param>
    /// <param name="content">The file.</param>
    /// <param name="keys">Whose signature counts.</param>
    /// <param name="cancellationToken">Stops gpgv.</param>
    /// <exception cref="BaseImageException">No signature counts.</exception>
    /// <exception cref="ExecutionException">gpgv isn't installed.</exception>
    public static async Task<ReadOnlyMemory<byte>> OpenAsync(AptSource source, byte[] content, AptKeys keys, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(content);
        var command = new Command("gpgv", ["--status-fd", "2", .. keys.Rings.SelectMany(static ring => (string[])["--keyring", ring]), "--output", "-"])
        {
            Input = input,
            MaxCapturedBytes = MaxSize,
        };
        var result = await command.RunAsync(cancellationToken).ConfigureAwait(false);
        var problem = Judge(result.ErrorText, keys);
        return problem is null && result.Output.Length > 0
            ? result.Output
            : throw new BaseImageException($"The index of '{source.Shown}' is refused: {problem ?? "it is empty"}. "
                + "Nothing of it is used; check the mirror, or name the key that signs it.");
    }

    // The status lines of gpg's doc/DETAILS; what is said for people changes with the language. One good signature is enough, and a wrong one too many.
    private static string? Judge(string report, AptKeys keys)
    {
        var lines = report.Split('\n').Where(static line => line.StartsWith("[GNUPG:] ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[1..]).ToList();
        if (lines.Exists(static words => words[0] == "BADSIG"))
            return "a signature of it is wrong: what was signed is not what came";
        var isGood = false;
        var reasons = new List<string>();
        foreach (var words in lines)
        {
            switch (words[0])
            {
                case "NEWSIG":
                    isGood = false;
                    break;
                case "GOODSIG":
                    isGood = true;
                    break;
                case "EXPKEYSIG":
                    reasons.Add($"the key {words[1]} that signs it has expired");
                    break;
                case "EXPSIG":
                    reasons.Add($"the signature by {words[1]} has expired");
                    break;
                case "REVKEYSIG":
                    reasons.Add($"the key {words[1]} that signs it was revoked");
                    break;
                case "NO_PUBKEY":
                    reasons.Add($"it is signed by the key {words[1]}, which is not known here");
                    break;
                case "VALIDSIG" when isGood:
                    if (WeakHashes.Contains(words.ElementAtOrDefault(8)))
                        reasons.Add("its signature stands on a hash that can be forged");
                    else if (keys.Fingerprints.Count > 0 && !keys.Fingerprints.Contains(words[1]) && !keys.Fingerprints.Contains(words[^1]))
                        reasons.Add($"it is signed by {words[^1]}, and its source names {string.Join(", ", keys.Fingerprints)}");
                    else
                        return null;
                    break;
            }
        }
        return reasons.Count > 0 ? string.Join("; ", reasons.Distinct()) : "it is not signed";
    }
}
