// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>An installed emulator: a static program of QEMU's, so that it runs whatever libraries a container has.</summary>
internal sealed partial class Emulator
{
    // Debian 13 has them without '-static' as well.
    private static readonly string[] Forms = ["qemu-{0}-static", "qemu-{0}"];

    private Emulator(string name, string path) => (Name, Path) = (name, path);

    /// <summary>The name under which it is registered, as everybody does: <c>qemu-aarch64</c>.</summary>
    public string Name { get; }

    /// <summary>The program.</summary>
    public string Path { get; }

    /// <summary>That of a platform; null where it is not installed.</summary>
    public static Emulator? Find(Platform platform)
    {
        if (ProgramFormat.EmulatorOf(platform) is not { } word)
            return null;
        var path = Forms.Select(form => Command.Find(form.Replace("{0}", word, StringComparison.Ordinal))).FirstOrDefault(static found => found is not null && IsStatic(found));
        return path is null ? null : new($"qemu-{word}", path);
    }

    /// <summary>
    /// The flags it is registered with. F: containers find it. C: what is setuid stays so, as su and sudo need. P, where both kernel (5.12) and QEMU (6.0) know how
    /// to hand it on: programs see the name that they were called by.
    /// </summary>
    public async Task<string> GetFlagsAsync(CancellationToken cancellationToken)
    {
        var said = await new Command(Path, ["--version"]).RunAsync(cancellationToken).ConfigureAwait(false);
        var keepsNames = Version.TryParse(VersionNumber().Match(said.OutputText).Value, out var version) && version.Major >= 6
            && Environment.OSVersion.Version >= new Version(5, 12);
        return keepsNames ? "PCF" : "CF";
    }

    private static bool IsStatic(string path)
    {
        // A program that needs libraries names on its first page what loads them.
        Span<byte> page = stackalloc byte[4096];
        using var file = File.OpenHandle(path);
        var text = page[..RandomAccess.Read(file, page, 0)];
        return ProgramFormat.Read(text) is not null && text.IndexOf("/ld-linux"u8) < 0 && text.IndexOf("/ld-musl"u8) < 0 && text.IndexOf("/ld64"u8) < 0;
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex VersionNumber();
}
