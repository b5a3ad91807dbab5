// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>A fresh, empty folder under the system's temporary folder, deleted with all it holds when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Creates the folder; its name begins with <c>slipway-test-</c>.</summary>
    public TempFolder() => Path = Directory.CreateTempSubdirectory("slipway-test-").FullName;

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>The absolute path of <paramref name="relativePath"/> in this folder; nothing is created.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Writes a UTF-8 text file, with the folders above it, and returns its absolute path.</summary>
    public string Write(string relativePath, string text) => Write(relativePath, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file, with the folders above it, and returns its absolute path.</summary>
    public string Write(string relativePath, byte[] content)
    {
        var path = this[relativePath];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Makes a folder, with those above it, and returns its absolute path.</summary>
    public string MakeFolder(string relativePath) => Directory.CreateDirectory(this[relativePath]).FullName;

    /// <summary>Deletes the folder and everything in it: folders that deny their owner and names that are not UTF-8 included.</summary>
    public void Dispose() => Slipway.Native.LinuxFile.RemoveTree(Path);
}
