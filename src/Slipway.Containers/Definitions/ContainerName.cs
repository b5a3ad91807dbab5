// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Slipway.Containers;

/// <summary>The names of containers that people run: Docker's grammar, and names for those that get none.</summary>
public static partial class ContainerName
{
    private static readonly string[] Adjectives =
    [
        "able", "amber", "bold", "brisk", "broad", "calm", "clear", "deep", "eager", "even", "fair", "fleet", "free", "fresh", "grand", "hardy", "keen", "level", "light", "lofty",
        "loyal", "merry", "mild", "near", "neat", "plain", "proud", "quick", "quiet", "ready", "round", "sharp", "sleek", "snug", "sound", "stout", "sturdy", "swift", "tidy", "true",
    ];

    private static readonly string[] Vessels =
    [
        "barge", "bark", "brig", "canoe", "carrack", "catboat", "clipper", "coaster", "cog", "collier", "corvette", "cutter", "dhow", "dinghy", "dory", "drifter", "ferry", "frigate",
        "galleon", "galley", "gig", "hulk", "junk", "kayak", "ketch", "launch", "lighter", "lugger", "packet", "pinnace", "pram", "proa", "punt", "raft", "schooner", "scow", "skiff",
        "sloop", "smack", "tender", "trawler", "tug", "whaler", "wherry", "xebec", "yawl",
    ];

    /// <summary>Whether a text can be a container's name.</summary>
    public static bool IsName(string text) => Pattern().IsMatch(text);

    /// <summary>The text, if it can be a container's name.</summary>
    /// <exception cref="FormatException">It cannot.</exception>
    public static string Require(string text) => IsName(text)
        ? text : throw new FormatException($"'{text}' is no container's name; one has 2 to 64 letters, digits, '.', '_' or '-' and begins with a letter or digit.");

    /// <summary>A name made up.</summary>
    /// <param name="isTaken">Whether a name is another's.</param>
    public static string MakeUp(Predicate<string> isTaken)
    {
        const int Tries = 20;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var name = $"{Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)]}-{Vessels[RandomNumberGenerator.GetInt32(Vessels.Length)]}";
            if (!isTaken(name))
                return name;
        }
        string numbered;
        do
            numbered = $"{Adjectives[RandomNumberGenerator.GetInt32(Adjectives.Length)]}-{Vessels[RandomNumberGenerator.GetInt32(Vessels.Length)]}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        while (isTaken(numbered));
        return numbered;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{1,63}\z")]
    private static partial Regex Pattern();
}
