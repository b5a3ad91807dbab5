// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>A build context of 20,000 files and 500 MB of real bytes: pieces of this machine's programs, libraries and texts.</summary>
internal sealed class SampleContext : IDisposable
{
    private const int FileCount = 20_000;
    private const int FileBytes = 25_000;

    private readonly TempFolder _folder = new();

    /// <summary>Makes the files, which takes a while.</summary>
    public static SampleContext Create()
    {
        var sample = new SampleContext();
        var pieces = Pieces().GetEnumerator();
        for (var index = 0; index < FileCount; index++)
        {
            if (!pieces.MoveNext())
                throw new InvalidOperationException($"/usr holds too little for {FileCount} pieces of {FileBytes} bytes.");
            sample._folder.Write(NameOf(index), pieces.Current);
        }
        return sample;
    }

    public string Path => _folder.Path;

    /// <summary>Writes a Dockerfile beside the files, where no COPY takes it.</summary>
    public string WriteDockerfile(string text) => _folder.Write("Dockerfile", text);

    /// <summary>Gives one of the files another content of the same length.</summary>
    public void ChangeOneFile(int round)
    {
        var bytes = new byte[FileBytes];
        new Random(round).NextBytes(bytes);
        _folder.Write(NameOf(FileCount / 2), bytes);
    }

    public void Dispose() => _folder.Dispose();

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"data/{index / 200:d3}/{index:d5}");

    // One piece of each file in turn, so that few large files don't make up all of it.
    private static IEnumerable<byte[]> Pieces()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] folders = ["/usr/bin", "/usr/lib", "/usr/share"];
        var files = folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", options)).Where(static file => file.Length >= FileBytes)
            .OrderBy(static file => file.FullName, StringComparer.Ordinal).ToList();
        var left = true;
        for (var offset = 0L; left; offset += FileBytes)
        {
            left = false;
            foreach (var file in files.Where(file => file.Length >= offset + FileBytes))
            {
                left = true;
                using var handle = File.OpenHandle(file.FullName);
                var piece = new byte[FileBytes];
                if (RandomAccess.Read(handle, piece, offset) == FileBytes)
                    yield return piece;
            }
        }
    }
}
