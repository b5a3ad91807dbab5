// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>Real bytes to build images from: pieces of this machine's programs, libraries and texts, the same on every run.</summary>
internal static class SamplePieces
{
    /// <summary>Pieces of a length, one of each file in turn, so that few large files don't make up all of it.</summary>
    /// <param name="length">In bytes.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="InvalidOperationException">This machine has fewer.</exception>
    public static IEnumerable<byte[]> Take(int length, int count)
    {
        var taken = 0;
        foreach (var piece in Of(length).Take(count))
        {
            taken++;
            yield return piece;
        }
        if (taken < count)
            throw new InvalidOperationException($"/usr holds {taken} pieces of {length} bytes, and {count} are wanted.");
    }

    private static IEnumerable<byte[]> Of(int length)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] folders = ["/usr/bin", "/usr/lib", "/usr/share"];
        var files = folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", options)).Where(file => file.Length >= length)
            .OrderBy(static file => file.FullName, StringComparer.Ordinal).ToList();
        var left = true;
        for (var offset = 0L; left; offset += length)
        {
            left = false;
            foreach (var file in files.Where(file => file.Length >= offset + length))
            {
                left = true;
                using var handle = File.OpenHandle(file.FullName);
                var piece = new byte[length];
                if (RandomAccess.Read(handle, piece, offset) == length)
                    yield return piece;
            }
        }
    }
}
