// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A user by numbers, as the kernel knows it.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Gid">The group.</param>
/// <param name="AdditionalGids">
/// All groups: the first one again, then further ones in the order of /etc/group. Without the first a program could leave it, and so get at what a
/// file denies to that group (CVE-2022-36109).
/// </param>
/// <param name="Home">The home directory that /etc/passwd names; "/" without an entry.</param>
public sealed record ContainerUser(uint Uid, uint Gid, IReadOnlyList<uint> AdditionalGids, string Home)
{
    private const int MaxFileBytes = 4 * 1024 * 1024;

    /// <summary>
    /// Looks up user[:group] in the /etc/passwd and /etc/group of a root file system, which is not trusted. As in Docker, empty is root, a number needs
    /// no entry, and further groups are those that list the user's name, unless a group is named.
    /// </summary>
    /// <exception cref="ExecutionException">A name has no entry.</exception>
    public static ContainerUser Resolve(string user, RootedDirectory root)
    {
        var colon = user.IndexOf(':');
        var (name, groupName) = colon < 0 ? (user, "") : (user[..colon], user[(colon + 1)..]);
        if (name.Length == 0)
            name = "0";
        var passwd = ReadEntries(root, "/etc/passwd", 6);
        var isNumber = uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue;
        // A name of digits counts as a name first, as in Docker.
        var entry = passwd.FirstOrDefault(fields => fields[0] == name) ?? (isNumber ? passwd.FirstOrDefault(fields => IsNumber(fields[2], number)) : null);
        if (entry is null && !isNumber)
            throw Missing($"the user '{name}'", "/etc/passwd");
        var uid = entry is null ? number : ParseId(entry[2], "/etc/passwd");
        var home = entry is { Length: > 5 } && entry[5].StartsWith('/') ? entry[5] : "/";
        var groups = ReadEntries(root, "/etc/group", 3);
        if (groupName.Length > 0)
        {
            var named = ResolveGroup(groupName, groups);
            return new(uid, named, [named], home);
        }
        var gid = entry is null ? 0 : ParseId(entry[3], "/etc/passwd");
        var further = entry is null ? [] : groups
            .Where(fields => fields.Length > 3 && fields[3].Split(',').Contains(entry[0]))
            .Select(fields => ParseId(fields[2], "/etc/group"))
            .Where(id => id != gid)
            .Distinct();
        return new(uid, gid, [gid, .. further], home);
    }

    /// <summary>The same user in further groups, names or numbers.</summary>
    /// <exception cref="ExecutionException">A name has no entry.</exception>
    internal ContainerUser With(IReadOnlyList<string> groups, RootedDirectory root)
    {
        if (groups.Count == 0)
            return this;
        var entries = ReadEntries(root, "/etc/group", 3);
        return this with { AdditionalGids = [.. AdditionalGids.Concat(groups.Select(name => ResolveGroup(name, entries))).Distinct()] };
    }

    private static uint ResolveGroup(string name, List<string[]> groups)
    {
        if (groups.FirstOrDefault(fields => fields[0] == name) is { } entry)
            return ParseId(entry[2], "/etc/group");
        return uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var gid) && gid <= int.MaxValue
            ? gid : throw Missing($"the group '{name}'", "/etc/group");
    }

    private static List<string[]> ReadEntries(RootedDirectory root, string path, int minFields)
    {
        if (!IsFile(root, path))
            return [];
        using var file = root.OpenRead(path, FinalLink.Follow);
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), MaxFileBytes)];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var count)
            length += count;
        return [.. Encoding.UTF8.GetString(bytes, 0, length).Split('\n')
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.TrimEnd('\r').Split(':'))
            .Where(fields => fields.Length >= minFields)];
    }

    private static bool IsFile(RootedDirectory root, string path)
    {
        const int circleOfLinks = 40;
        try
        {
            return root.TryGetStatus(path, FinalLink.Follow) is { Type: FileType.RegularFile };
        }
        catch (NativeException problem) when (problem.Errno == circleOfLinks)
        {
            return false;
        }
    }

    private static bool IsNumber(string text, uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value == number;

    private static uint ParseId(string text, string path) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= int.MaxValue
            ? id : throw new ExecutionException($"The image's {path} has the number '{text}', which is none from 0 to {int.MaxValue}.") { Program = path };

    private static ExecutionException Missing(string what, string path) =>
        new($"The image has no entry for {what} in {path}. Add it there, or give its number.") { Program = path };
}
