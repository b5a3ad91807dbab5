// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Registry;

/// <summary>A secret that an installation makes for itself at its first start and keeps in a file that only its owner reads.</summary>
internal static class SecretFile
{
    private const int Bytes = 32;

    /// <summary>The secret in a file, 64 hex digits; made where there is none.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static string ReadOrMake(string path)
    {
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            // Written beside and renamed, so that a second process never reads half of it.
            var temporary = $"{path}.{Guid.NewGuid():N}";
            if (!File.Exists(path))
            {
                using (var file = new FileStream(temporary, options))
                {
                    file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)) + "\n"));
                    file.Flush(flushToDisk: true);
                }
                File.Move(temporary, path, overwrite: false);
            }
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it at the same time; its secret is the one.
        }
        var secret = File.ReadAllText(path).Trim();
        return secret.Length == 2 * Bytes && secret.All(char.IsAsciiHexDigit)
            ? secret
            : throw new InvalidDataException($"The file '{path}' does not hold a secret of {2 * Bytes} hex digits; remove it, and a new one is made.");
    }
}
