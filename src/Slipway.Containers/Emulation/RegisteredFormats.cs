// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The forms of programs that are registered with the kernel: the file system binfmt_misc.</summary>
/// <param name="folder">Where it is mounted.</param>
internal sealed class RegisteredFormats(string folder)
{
    /// <summary>Where the kernel has a place for it.</summary>
    public const string DefaultFolder = "/proc/sys/fs/binfmt_misc";

    private const string Register = "register", Status = "status";

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; } = folder;

    /// <summary>Whether it is mounted.</summary>
    public bool IsMounted => File.Exists(PathOf(Status));

    /// <summary>Whether the kernel heeds any.</summary>
    public bool IsEnabled => TryRead(PathOf(Status))?.Trim() == "enabled";

    /// <summary>What is registered, by name.</summary>
    public IReadOnlyList<RegisteredFormat> Read() => !IsMounted ? [] :
        [.. Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Where(static name => name is not (Register or Status)).Order(StringComparer.Ordinal)
            .Select(name => TryRead(PathOf(name!)) is { } text ? RegisteredFormat.Parse(name!, text) : null).OfType<RegisteredFormat>()];

    /// <summary>Registers one.</summary>
    /// <param name="name">Its name, without a colon.</param>
    /// <param name="format">The programs that are its.</param>
    /// <param name="interpreter">The program that runs them.</param>
    /// <param name="flags">Its flags.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Add(string name, ProgramFormat format, string interpreter, string flags)
    {
        // The version of the system's binary interface (byte 7) and whether it stands at a fixed address (the lowest bit of e_type) don't count.
        var (magic, mask) = (format.ToHeader(ProgramFormat.Fixed)[..20], Enumerable.Repeat((byte)0xff, 20).ToArray());
        mask[7] = 0;
        mask[format.Order == 1 ? 16 : 17] = 0xfe;
        Write(Register, $":{name}:M::{Escape(magic)}:{Escape(mask)}:{interpreter}:{flags}");
    }

    /// <summary>Takes one away.</summary>
    public void Remove(string name) => Write(name, "-1");

    /// <summary>Makes the kernel heed one that it has.</summary>
    public void Enable(string name) => Write(name, "1");

    /// <summary>Makes the kernel heed what is registered.</summary>
    public void EnableAll() => Write(Status, "1");

    private string PathOf(string name) => Path.Combine(Folder, name);

    private static string Escape(byte[] bytes) => string.Concat(bytes.Select(static value => $"\\x{value:x2}"));

    // The kernel takes each write as one sentence.
    private void Write(string name, string text)
    {
        using var file = File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes(text), 0);
    }

    // Somebody else may take one away meanwhile.
    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
