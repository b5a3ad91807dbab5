// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>
/// A hidden name beside a file that is to be written, for a file or a folder that becomes it or goes into it. It goes when disposed; what a process that
/// was killed left there goes when the next one makes its own beside the same file, for each is held by a lock that ends with its process.
/// </summary>
public sealed class TemporaryBeside : IDisposable
{
    private const string PartSuffix = ".part";
    private const string LockSuffix = ".lock";

    // The longest file name has 255 bytes.
    private const int LongestName = 60;

    private readonly FileLock _lock;

    private TemporaryBeside(FileLock held) => _lock = held;

    /// <summary>The name, at which nothing is yet.</summary>
    public string Path => _lock.Path[..^LockSuffix.Length] + PartSuffix;

    /// <summary>Makes one beside <paramref name="path"/>, whose folder is there, after what killed processes left is gone.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    /// <exception cref="NativeException">The folder may not be written to.</exception>
    public static TemporaryBeside Create(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var (folder, name) = (System.IO.Path.GetDirectoryName(full) ?? "/", System.IO.Path.GetFileName(full));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}' to write '{name}' in.");
        var beginning = $".{(name.Length > LongestName ? name[..LongestName] : name)}.";
        FileLock? held = null;
        // A sweeper may have it for a moment.
        while (held is null)
            held = FileLock.TryAcquire($"{folder}/{beginning}{Guid.NewGuid():N}{LockSuffix}", FileLockMode.Exclusive);
        try
        {
            Sweep(folder, beginning, LinuxFile.GetStatus(held.Path).UserId);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What others left is no reason not to write.
        }
        return new(held);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Remove(_lock);
        _lock.Dispose();
    }

    // In a folder that is everyone's, what is another's stays another's: nobody makes us follow a link or lock a file of theirs.
    private static void Sweep(string folder, string beginning, uint user)
    {
        foreach (var path in Directory.EnumerateFiles(folder, beginning + "*" + LockSuffix, new EnumerationOptions { AttributesToSkip = 0, MatchType = MatchType.Simple }).ToList())
        {
            var middle = System.IO.Path.GetFileName(path)[beginning.Length..^LockSuffix.Length];
            if (!Guid.TryParseExact(middle, "N", out _) || LinuxFile.TryGetStatus(path) is not { Type: FileType.RegularFile } status || status.UserId != user)
                continue;
            using var left = FileLock.TryAcquire(path, FileLockMode.Exclusive);
            if (left is not null)
                Remove(left);
        }
    }

    private static void Remove(FileLock held)
    {
        var part = held.Path[..^LockSuffix.Length] + PartSuffix;
        if (LinuxFile.TryGetStatus(part) is { } status)
        {
            if (status.Type == FileType.Directory)
                LinuxFile.RemoveTree(part);
            else
                LinuxFile.Remove(part);
        }
        LinuxFile.Remove(held.Path);
    }
}
