// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Where a source of ADD is.</summary>
public enum RemoteSourceKind
{
    /// <summary>Not remote: a path.</summary>
    None,

    /// <summary>A file or archive at an HTTP or HTTPS address.</summary>
    Http,

    /// <summary>A git repository.</summary>
    Git,
}
