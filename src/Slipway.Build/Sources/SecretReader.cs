// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Reads secrets at the moment when they are needed.</summary>
internal static class SecretReader
{
    private const int MaxBytes = 512 * 1024;

    /// <summary>A secret's value; null where it wasn't given.</summary>
    /// <exception cref="StepException">Its file isn't there, or is too large.</exception>
    public static async Task<byte[]?> ReadAsync(IReadOnlyDictionary<string, SecretSource> secrets, string id, CancellationToken cancellationToken)
    {
        switch (secrets.GetValueOrDefault(id))
        {
            case SecretVariable variable:
                return Environment.GetEnvironmentVariable(variable.Name) is { } value ? UnixText.Encode(value) : null;
            case SecretFile file:
                var size = File.Exists(file.Path) ? new FileInfo(file.Path).Length : throw new StepException($"the file '{file.Path}' of the secret '{id}' does not exist") { Kind = BuildFailureKind.Definition };
                return size <= MaxBytes
                    ? await File.ReadAllBytesAsync(file.Path, cancellationToken).ConfigureAwait(false)
                    : throw new StepException($"the file '{file.Path}' of the secret '{id}' has {size} bytes, more than {MaxBytes}") { Kind = BuildFailureKind.Definition };
            default:
                return null;
        }
    }

    /// <summary>A secret that goes into a header: one line, blanks around it not counted; null where it wasn't given.</summary>
    /// <exception cref="StepException">It has several lines.</exception>
    public static async Task<string?> ReadLineAsync(IReadOnlyDictionary<string, SecretSource> secrets, string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(secrets, id, cancellationToken).ConfigureAwait(false) is not { } bytes)
            return null;
        var line = UnixText.Decode(bytes).Trim();
        return line.Any(char.IsControl)
            ? throw new StepException($"the secret '{id}' has several lines or control characters, and is to be one header's value") { Kind = BuildFailureKind.Definition } : line;
    }
}
