// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>A folder that is imported from: no name and no link leads out of it, and only regular files are read.</summary>
internal sealed class ImportFolder(RootedDirectory root) : IDisposable
{
    /// <summary>Opens a file; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is no regular file.</exception>
    public Stream? Open(string path)
    {
        try
        {
            return new FileStream(root.OpenRead(path, FinalLink.Keep), FileAccess.Read, bufferSize: 0);
        }
        catch (NativeException e) when (e.Errno is Errno.NotFound or Errno.NotADirectory)
        {
            return null;
        }
        catch (IOException e) when (e is not NativeException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Reads a small file whole; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is larger than <paramref name="maxSize"/> bytes.</exception>
    public byte[]? Read(string path, int maxSize)
    {
        using var file = Open(path);
        if (file is null)
            return null;
        var content = new byte[maxSize + 1];
        var count = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return count <= maxSize ? content[..count] : throw new InvalidDataException($"The file '{path}' has more than the {maxSize} bytes that are read.");
    }

    /// <summary>The names of the folders in a folder, in order; none where there is no such folder.</summary>
    public IReadOnlyList<string> ListFolders(string path)
    {
        if (root.TryGetStatus(path, FinalLink.Keep) is not { Type: FileType.Directory })
            return [];
        return [.. root.ListStatus(path, FinalLink.Keep).Where(static item => item.Status.Type == FileType.Directory).Select(static item => item.Name)];
    }

    public void Dispose() => root.Dispose();
}
