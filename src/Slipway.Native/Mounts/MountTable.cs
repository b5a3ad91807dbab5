// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Native;

/// <summary>Reads what is mounted where, as the kernel says it in /proc/self/mountinfo.</summary>
public static class MountTable
{
    private const string Path = "/proc/self/mountinfo";

    /// <summary>All mounts of this process's namespace, in the order in which they were made.</summary>
    public static IReadOnlyList<MountEntry> Read() => Parse(File.ReadAllText(Path));

    /// <summary>The mounts on <paramref name="folder"/> and below it, the ones to unmount first at the front.</summary>
    /// <param name="folder">A path; links in it are followed.</param>
    public static IReadOnlyList<MountEntry> Below(string folder)
    {
        folder = Canonicalize(folder);
        var prefix = folder.TrimEnd('/') + "/";
        return [.. Read().Where(entry => entry.Target == folder || entry.Target.StartsWith(prefix, StringComparison.Ordinal)).Reverse()];
    }

    /// <summary>The entries of a text in mountinfo's form; lines of another form are left out.</summary>
    internal static IReadOnlyList<MountEntry> Parse(string text)
    {
        var entries = new List<MountEntry>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 36 35 98:0 /root /target rw,noatime shared:1 - ext3 /dev/root rw,errors=continue
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-", Math.Min(6, fields.Length));
            if (separator < 0 || separator + 3 >= fields.Length)
                continue;
            entries.Add(new(Unescape(fields[4]), fields[separator + 1], Unescape(fields[separator + 2]), fields[5] + "," + fields[separator + 3]));
        }
        return entries;
    }

    // The table has no links in its paths.
    private static string Canonicalize(string folder)
    {
        if (!Directory.Exists(folder))
            return System.IO.Path.GetFullPath(folder);
        using var directory = LinuxFile.OpenDirectory(folder);
        return LinuxFile.ReadLink($"/proc/self/fd/{directory.DangerousGetHandle()}");
    }

    /// <summary>A path as the table writes it.</summary>
    public static string Escape(string path) =>
        path.Replace("\\", "\\134").Replace(" ", "\\040").Replace("\t", "\\011").Replace("\n", "\\012");

    // The kernel writes space, tab, newline and backslash as three octal digits.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\'))
            return field;
        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }
        return text.ToString();
    }
}
