// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Looks up owners in the passwd and group of a tree.</summary>
internal static class TreeOwners
{
    private const int MaxFileBytes = 4 * 1024 * 1024;

    /// <summary>The files that names are looked up in.</summary>
    public static IReadOnlyList<string> Files { get; } = ["/etc/passwd", "/etc/group"];

    /// <summary>The numbers of <c>user[:group]</c>. A name alone has its own group, a number alone the group of the same number, and an empty group is root's, as in BuildKit.</summary>
    /// <param name="text">The value of --chown, or of USER.</param>
    /// <param name="tree">The tree whose files count; null where only numbers can be.</param>
    /// <exception cref="StepException">A name has no entry.</exception>
    public static (uint User, uint Group) Resolve(string text, ITreeLookup? tree)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, groupName) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var (user, group) = name.Length == 0 ? (0u, 0u) : TryNumber(name, out var number) ? (number, number) : FindUser(name, text, tree);
        if (groupName.Length == 0)
            return (user, colon < 0 ? group : 0);
        return (user, TryNumber(groupName, out var groupNumber) ? groupNumber : FindGroup(groupName, text, tree));
    }

    /// <summary>Whether a name is among them, so that passwd and group count.</summary>
    public static bool HasName(string text) => text.Split(':').Any(static part => part.Length > 0 && !TryNumber(part, out _));

    /// <summary>What a key holds of the files that names are looked up in.</summary>
    public static Digest DigestOf(ITreeLookup? tree) =>
        Digest.Sha256([.. tree?.TryReadFile("/etc/passwd", MaxFileBytes) ?? [], 0, .. tree?.TryReadFile("/etc/group", MaxFileBytes) ?? []]);

    private static (uint, uint) FindUser(string name, string text, ITreeLookup? tree) =>
        Find("/etc/passwd", name, 4, tree) is { } fields && TryNumber(fields[2], out var user) && TryNumber(fields[3], out var group)
            ? (user, group)
            : throw Missing("user", name, "/etc/passwd", text);

    private static uint FindGroup(string name, string text, ITreeLookup? tree) =>
        Find("/etc/group", name, 3, tree) is { } fields && TryNumber(fields[2], out var group) ? group : throw Missing("group", name, "/etc/group", text);

    private static string[]? Find(string path, string name, int count, ITreeLookup? tree) =>
        tree?.TryReadFile(path, MaxFileBytes) is not { } bytes ? null
            : Encoding.UTF8.GetString(bytes).Split('\n').Select(static line => line.TrimEnd('\r').Split(':')).FirstOrDefault(fields => fields.Length >= count && fields[0] == name);

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= int.MaxValue;

    private static StepException Missing(string what, string name, string path, string text) =>
        new($"the {what} '{name}' of '{text}' has no entry in the image's {path}") { Help = $"add the {what} in a step before, or give its number" };
}
