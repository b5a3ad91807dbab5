// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Modules;

/// <summary>A file with a secret that only its owner may read.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaxLength = 4096;

    /// <summary>The secret of a file, in hex there; a random one of <paramref name="length"/> bytes is made where there is none.</summary>
    /// <exception cref="IOException">The file holds no secret of that length, or others may read it.</exception>
    public static byte[] ReadOrCreate(string path, int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
            Create(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(length)));
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new IOException($"The secret '{path}' can be read by others than its owner. Run: chmod 600 '{path}' (and, if others could read it, remove it to get a new one).");
        var text = new FileInfo(path).Length <= MaxLength ? File.ReadAllText(path).Trim() : "";
        try
        {
            var secret = Convert.FromHexString(text);
            if (secret.Length >= length)
                return secret;
        }
        catch (FormatException)
        {
            // the message below says what is expected
        }
        throw new IOException($"'{path}' does not hold a secret: expected at least {length} bytes in hex. Remove it to get a new one.");
    }

    /// <summary>Writes a file for its owner alone. Two that create it at once agree on the one that was first: a link, unlike a rename, does not replace.</summary>
    public static void Create(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
                file.Flush(flushToDisk: true);
            }
            Native.LinuxFile.CreateHardLink(path, temporary);
        }
        catch (IOException) when (File.Exists(path))
        {
            // another was first
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
