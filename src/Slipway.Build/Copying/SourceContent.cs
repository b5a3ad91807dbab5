// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The content of a file of another tree. A file of a context must still be what it was when the step's key was made of it: if it isn't, reading it ends
/// in a failure, however little of it changed.
/// </summary>
internal sealed class SourceContent(SourceTree tree, CopyItem item) : TreeContent
{
    public override long Size => item.Status.Size;

    public override Digest? Digest => item.Content?.Digest;

    /// <summary>What it must hold, where its times may not tell that it changed.</summary>
    public Digest? Expected => item.Content is { IsSettled: false } known ? known.Digest : null;

    public override void CopyTo(SafeFileHandle file, CancellationToken cancellationToken)
    {
        using var source = OpenFile();
        var copied = FileCopy.Copy(source, file, RandomAccess.GetLength(source), cancellationToken);
        Check(source, copied);
    }

    public override Stream Open() => new SourceContentStream(this, OpenFile());

    /// <summary>Compares what was read with what was selected.</summary>
    /// <param name="file">The file, read to its end.</param>
    /// <param name="length">How many bytes that were.</param>
    /// <exception cref="StepException">The file changed meanwhile.</exception>
    public void Check(SafeFileHandle file, long length)
    {
        if (!tree.IsContext)
            return; // it never changes
        var (before, after) = (item.Status, LinuxFile.GetStatus(file));
        if (length != before.Size || after.Inode != before.Inode || after.Modified != before.Modified || after.Changed != before.Changed)
            throw Changed();
    }

    /// <summary>The failure of a file that changed.</summary>
    public StepException Changed() => new($"'{item.Source}' of {tree.Name} changed while it was copied")
    {
        Kind = BuildFailureKind.Outside,
        IsTransient = true,
        Help = "build again when nothing writes to it",
    };

    private SafeFileHandle OpenFile()
    {
        try
        {
            return tree.View.Root.OpenKnown(item.Source);
        }
        catch (IOException) when (tree.IsContext && tree.View.Find(item.Source) is not { Type: FileType.RegularFile })
        {
            throw Changed();
        }
    }
}
