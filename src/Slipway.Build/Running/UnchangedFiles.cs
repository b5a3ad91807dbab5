// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// Finds the files of an upper directory that are the same below, and takes them away: a layer says what changed. The kernel copies a file up whenever
/// it is opened for writing or linked to, whatever comes of it. BuildKit compares likewise, but believes size and time where we read.
/// </summary>
/// <param name="upper">The changes, mounted nowhere.</param>
/// <param name="below">What they were made on.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class UnchangedFiles(RootedDirectory upper, RootedDirectory below, CancellationToken cancellationToken)
{
    private const int BufferSize = 256 * 1024;
    private static readonly string[] OpaqueMarks = ["trusted.overlay.opaque", "user.overlay.opaque"];

    public void Drop() => DropIn("/");

    private void DropIn(string folder)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var modified = upper.GetStatus(folder, FinalLink.Keep).Modified;
        var dropped = false;
        foreach (var item in upper.List(folder, FinalLink.Keep))
        {
            var path = TreePath.Join(folder, item.Name);
            var status = upper.GetStatus(path, FinalLink.Keep);
            if (status.IsOverlayWhiteout || below.TryGetStatus(path, FinalLink.Keep) is not { } old || old.Type != status.Type)
                continue;
            if (status.Type == FileType.Directory)
            {
                if (!IsOpaque(path))
                    DropIn(path);
            }
            else if (IsSame(path, status, old))
            {
                upper.Remove(path);
                dropped = true;
            }
        }
        if (dropped)
            upper.SetTimes(folder, modified, FinalLink.Keep);
    }

    // What is in it is all that shows.
    private bool IsOpaque(string path) => upper.ListAttributes(path, FinalLink.Keep).Any(OpaqueMarks.Contains);

    private bool IsSame(string path, FileStatus status, FileStatus old) =>
        status.Mode == old.Mode && status.UserId == old.UserId && status.GroupId == old.GroupId && status.Size == old.Size && status.Modified == old.Modified
        && status.SpecialDevice == old.SpecialDevice && HasSameAttributes(path) && (status.Type switch
        {
            FileType.RegularFile => HasSameContent(path),
            FileType.SymbolicLink => upper.ReadLink(path) == below.ReadLink(path),
            _ => true,
        });

    private bool HasSameAttributes(string path)
    {
        var (now, before) = (Attributes(upper, path), Attributes(below, path));
        return now.SequenceEqual(before) && now.All(name => upper.TryGetAttribute(path, name, FinalLink.Keep).AsSpan()
            .SequenceEqual(below.TryGetAttribute(path, name, FinalLink.Keep)));
    }

    private static string[] Attributes(RootedDirectory root, string path) =>
        [.. root.ListAttributes(path, FinalLink.Keep).Where(TreeAttributes.IsCopied).Order(StringComparer.Ordinal)];

    private bool HasSameContent(string path)
    {
        using var now = upper.OpenRead(path, FinalLink.Keep);
        using var before = below.OpenRead(path, FinalLink.Keep);
        var (left, right) = (new byte[BufferSize], new byte[BufferSize]);
        for (var offset = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(now, left, offset);
            if (count == 0)
                return true;
            if (!Fill(before, right.AsSpan(0, count), offset) || !left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
                return false;
            offset += count;
        }
    }

    private static bool Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var count = RandomAccess.Read(file, buffer, offset);
            if (count == 0)
                return false;
            buffer = buffer[count..];
            offset += count;
        }
        return true;
    }
}
