// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Native;

/// <summary>
/// The user namespace of this process, as the kernel tells it; no variable or file of anybody's has a say. In the machine's first one, root is root. In
/// another one root has all rights over what belongs to the ids mapped into it and none over the rest: no device nodes, no trusted attributes, no limits raised.
/// </summary>
public static class UserNamespace
{
    private const string Initial = "user:[4026531837]"; // PROC_USER_INIT_INO of the kernel

    private static readonly Lazy<bool> First = new(static () => ReadLink() is null or Initial);
    private static readonly Lazy<IReadOnlyList<IdRange>> Users = new(static () => Read("/proc/self/uid_map"));
    private static readonly Lazy<IReadOnlyList<IdRange>> Groups = new(static () => Read("/proc/self/gid_map"));

    /// <summary>Whether this process is in the machine's first user namespace.</summary>
    public static bool IsInitial => First.Value;

    /// <summary>Whether this process is root without being the machine's: in a user namespace below the first.</summary>
    public static bool IsRootOfNested => Environment.IsPrivilegedProcess && !IsInitial;

    /// <summary>Whether this process is the machine's root.</summary>
    public static bool IsRootOfMachine => Environment.IsPrivilegedProcess && IsInitial;

    /// <summary>Which users this namespace has, and who they are in the one above.</summary>
    public static IReadOnlyList<IdRange> MappedUsers => Users.Value;

    /// <summary>Which groups this namespace has, and who they are in the one above.</summary>
    public static IReadOnlyList<IdRange> MappedGroups => Groups.Value;

    /// <summary>The largest id such that it and all below it are mapped; null if not even 0 is.</summary>
    public static uint? LastOf(IReadOnlyList<IdRange> ranges)
    {
        uint? last = null;
        foreach (var range in ranges.OrderBy(static range => range.Inside))
        {
            if (range.Inside > (last is { } known ? known + 1 : 0))
                break;
            var end = (ulong)range.Inside + range.Count - 1;
            last = (uint)Math.Min(end, uint.MaxValue - 1);
        }
        return last;
    }

    /// <summary>Whether a user and a group are mapped here, so that files can belong to them.</summary>
    internal static bool Holds(uint user, uint group) => Holds(MappedUsers, user) && Holds(MappedGroups, group);

    private static bool Holds(IReadOnlyList<IdRange> ranges, uint id) => ranges.Any(range => id >= range.Inside && id - range.Inside < range.Count);

    // A kernel without user namespaces has only the first one.
    private static string? ReadLink() => File.Exists("/proc/self/ns/user") ? LinuxFile.ReadLink("/proc/self/ns/user") : null;

    private static List<IdRange> Read(string path) => !File.Exists(path) ? [new(0, 0, uint.MaxValue)]
        : [.. File.ReadAllLines(path)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static columns => columns.Length == 3)
            .Select(static columns => new IdRange(Number(columns[0]), Number(columns[1]), Number(columns[2])))];

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
