// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>A form of programs with the interpreter that runs them, as it is registered with the kernel (Documentation/admin-guide/binfmt-misc.rst).</summary>
internal sealed record RegisteredFormat
{
    /// <summary>Its name, <c>qemu-aarch64</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the kernel heeds it.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>The program that runs them.</summary>
    public string Interpreter { get; init; } = "";

    /// <summary>Its flags: F opens the interpreter when it is registered, so that it is found whatever the root; P keeps the first argument; C keeps setuid; O opens the program.</summary>
    public string Flags { get; init; } = "";

    private int Offset { get; init; }

    private byte[] Magic { get; init; } = [];

    private byte[] Mask { get; init; } = [];

    /// <summary>Whether containers find the interpreter, whose root doesn't have it.</summary>
    public bool IsFixed => Flags.Contains('F', StringComparison.Ordinal);

    /// <summary>Reads what the kernel says of one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">The text of the file of that name in binfmt_misc.</param>
    public static RegisteredFormat Parse(string name, string text)
    {
        var entry = new RegisteredFormat { Name = name };
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', 2);
            entry = (words[0], words.ElementAtOrDefault(1) ?? "") switch
            {
                ("enabled", _) => entry with { IsEnabled = true },
                ("interpreter", var path) => entry with { Interpreter = path },
                ("flags:", var flags) => entry with { Flags = flags.Trim() },
                ("offset", var offset) => entry with { Offset = int.Parse(offset, CultureInfo.InvariantCulture) },
                ("magic", var magic) => entry with { Magic = Convert.FromHexString(magic) },
                ("mask", var mask) => entry with { Mask = Convert.FromHexString(mask) },
                _ => entry,
            };
        }
        return entry;
    }

    /// <summary>Whether it is this one's to run the programs of a format, at whichever address they stand.</summary>
    public bool Matches(ProgramFormat format) => Matches(format.ToHeader(ProgramFormat.Fixed)) && Matches(format.ToHeader(ProgramFormat.Movable));

    // Without a magic it goes by the end of file names.
    private bool Matches(ReadOnlySpan<byte> header)
    {
        if (Magic.Length == 0 || Offset + Magic.Length > header.Length)
            return false;
        for (var at = 0; at < Magic.Length; at++)
        {
            var mask = at < Mask.Length ? Mask[at] : 0xff;
            if ((header[Offset + at] & mask) != (Magic[at] & mask))
                return false;
        }
        return true;
    }
}
