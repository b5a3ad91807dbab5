// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Packages;

/// <summary>Reads what an ar archive consists of, as Debian's packages use it (deb(5)): short names, decimal sizes.</summary>
internal static class ArReader
{
    private const int HeaderSize = 60;
    private const int MaxMembers = 64;

    /// <summary>The members, in order.</summary>
    /// <exception cref="FormatException">It is no such archive.</exception>
    public static IReadOnlyList<ArMember> Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (RandomAccess.Read(file, header[..8], 0) != 8 || !header[..8].SequenceEqual("!<arch>\n"u8))
            throw new FormatException("it does not begin as an ar archive does");
        var members = new List<ArMember>();
        for (var at = 8L; at < length;)
        {
            if (RandomAccess.Read(file, header, at) != HeaderSize || header[58] != '`' || header[59] != '\n')
                throw new FormatException($"there is no member's header at byte {at}");
            var name = Encoding.ASCII.GetString(header[..16]).TrimEnd(' ').TrimEnd('/');
            var size = Number(header[48..58], at);
            var member = new ArMember(name, at + HeaderSize, size, Number(header[16..28], at));
            if (member.Offset + size > length)
                throw new FormatException($"its member '{name}' ends behind the archive");
            if (members.Count == MaxMembers)
                throw new FormatException($"it has more than {MaxMembers} members");
            members.Add(member);
            at = member.Offset + size + (size & 1);
        }
        return members;
    }

    private static long Number(ReadOnlySpan<byte> field, long at) =>
        long.TryParse(Encoding.ASCII.GetString(field).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"the header at byte {at} holds no number where one belongs");
}
