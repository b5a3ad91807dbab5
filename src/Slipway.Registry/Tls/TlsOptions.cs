// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a server shows that it is who it says: a certificate and its key, in files that are read again when they change.</summary>
public sealed record TlsOptions
{
    /// <summary>The certificate in PEM, and behind it those that lead to its authority; an absolute path.</summary>
    public required string CertificateFile { get; init => field = Absolute(value, nameof(CertificateFile)); }

    /// <summary>Its private key in PEM, not encrypted; an absolute path.</summary>
    public required string KeyFile { get; init => field = Absolute(value, nameof(KeyFile)); }

    private static string Absolute(string path, string name) =>
        Path.IsPathFullyQualified(path) ? path : throw new ArgumentException($"'{path}' is not an absolute path.", name);
}
