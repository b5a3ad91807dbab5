// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>A build context of 20,000 files and 500 MB.</summary>
internal sealed class SampleContext : IDisposable
{
    private const int FileCount = 20_000;
    private const int FileBytes = 25_000;

    private readonly TempFolder _folder = new();
    private bool _isFilled;

    public string Path => _folder.Path;

    /// <summary>Writes a Dockerfile beside the files, where no COPY takes it. The first time the files are made, which takes a while.</summary>
    public void WriteDockerfile(string text)
    {
        if (!_isFilled)
        {
            foreach (var (index, piece) in SamplePieces.Take(FileBytes, FileCount).Index())
                _folder.Write(NameOf(index), piece);
        }
        _isFilled = true;
        _folder.Write("Dockerfile", text);
    }

    /// <summary>Gives one of the files another content of the same length.</summary>
    public void ChangeOneFile(int round)
    {
        var bytes = new byte[FileBytes];
        new Random(round).NextBytes(bytes);
        _folder.Write(NameOf(FileCount / 2), bytes);
    }

    public void Dispose() => _folder.Dispose();

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"data/{index / 200:d3}/{index:d5}");
}
