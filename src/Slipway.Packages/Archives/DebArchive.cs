// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>A Debian package's archive (deb(5)): what dpkg is to know of it, and its files.</summary>
internal sealed class DebArchive : IDisposable
{
    private const int MaxControlSize = 32 * 1024 * 1024;
    private static readonly string[] Compressions = ["", ".gz", ".xz", ".zst"];
    private static readonly TarReaderOptions ControlLimits = new() { MaxEntries = 10_000, MaxTotalSize = MaxControlSize };
    private static readonly TarReaderOptions DataLimits = new() { MaxEntries = 2_000_000, MaxTotalSize = 64L << 30 };

    private readonly SafeFileHandle _file;
    private readonly string _shown;
    private readonly ArMember _control;
    private readonly ArMember _data;

    private DebArchive(SafeFileHandle file, string shown, ArMember control, ArMember data, UnixTime built) =>
        (_file, _shown, _control, _data, Built) = (file, shown, control, data, built);

    /// <summary>When it was built.</summary>
    public UnixTime Built { get; }

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">What messages call it.</param>
    /// <exception cref="BaseImageException">It is no package that is read here.</exception>
    public static DebArchive Open(string path, string shown)
    {
        var file = File.OpenHandle(path);
        try
        {
            var members = ArReader.Read(file).Where(static member => !member.Name.StartsWith('_')).ToList();
            if (members is not [{ Name: "debian-binary" } version, ..])
                throw new FormatException("its first member is not 'debian-binary'");
            using var content = new FileSection(file, version.Offset, version.Size);
            var format = new byte[2];
            if (content.ReadAtLeast(format, 2, throwOnEndOfStream: false) < 2 || format[0] != '2' || format[1] != '.')
                throw new FormatException("it is not of the format 2.x");
            return new(file, shown, Member(members, "control.tar"), Member(members, "data.tar"), new(version.Modified));
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is FormatException)
                throw Refused(shown, e);
            throw;
        }
    }

    /// <summary>What dpkg is to know: <c>control</c>, <c>conffiles</c>, <c>postinst</c> and the others, by name.</summary>
    /// <exception cref="BaseImageException">It holds none.</exception>
    public async Task<SortedDictionary<string, byte[]>> ReadControlAsync(CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            var tar = await OpenAsync(_control, ControlLimits, cancellationToken).ConfigureAwait(false);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    var name = LayerPath.Clean(entry.Name);
                    if (entry.Type != TarEntryType.RegularFile)
                        continue;
                    if (name.Contains('/', StringComparison.Ordinal))
                        throw new FormatException($"its control archive has the path '{name}'");
                    var content = new byte[entry.Size];
                    await tar.Content.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                    files[name] = content;
                }
            }
        }
        catch (Exception e) when (IsWrong(e))
        {
            throw Refused(_shown, e);
        }
        return files.ContainsKey("control") ? files : throw Refused(_shown, new FormatException("it has no 'control'"));
    }

    /// <summary>Its files. Disposing the reader is the caller's.</summary>
    public async Task<TarReader> OpenDataAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(_data, DataLimits, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsWrong(e))
        {
            throw Refused(_shown, e);
        }
    }

    /// <summary>Whether an exception says that an archive is not what it should be.</summary>
    public static bool IsWrong(Exception e) => e is FormatException or TarFormatException or LayerException or InvalidDataException or ArchiveFormatException or EndOfStreamException;

    public void Dispose() => _file.Dispose();

    private static BaseImageException Refused(string shown, Exception cause) => new($"The package {shown} is refused: {cause.Message.TrimEnd('.')}.", cause);

    private async Task<TarReader> OpenAsync(ArMember member, TarReaderOptions limits, CancellationToken cancellationToken) =>
        new(await ArchiveDecompression.OpenAsync(new FileSection(_file, member.Offset, member.Size), LayerLimits.Default, cancellationToken).ConfigureAwait(false), limits);

    private static ArMember Member(List<ArMember> members, string name)
    {
        var found = members.Where(member => member.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        if (found is not [var member])
            throw new FormatException($"it has {found.Count} members '{name}'");
        return Compressions.Contains(member.Name[name.Length..], StringComparer.Ordinal)
            ? member
            : throw new FormatException($"its member '{member.Name}' is compressed in a way that is not read here; gz, xz and zst are");
    }
}
