// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Packages;

/// <summary>The file of passwords, <c>/etc/shadow</c> (shadow(5)), which keeps the day on which each was changed last.</summary>
internal static class ShadowFile
{
    /// <summary>The same file with every day set to that of <paramref name="time"/>: the day of the making must not show.</summary>
    public static byte[] WithDay(ReadOnlySpan<byte> content, DateTimeOffset time)
    {
        var day = ((int)(time - DateTimeOffset.UnixEpoch).TotalDays).ToString(CultureInfo.InvariantCulture);
        var lines = Encoding.UTF8.GetString(content).Split('\n').Select(line =>
        {
            var fields = line.Split(':');
            if (fields.Length < 3 || fields[2].Length == 0)
                return line;
            fields[2] = day;
            return string.Join(':', fields);
        });
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
