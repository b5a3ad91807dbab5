// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>How much a <see cref="Diagnostic"/> matters; a greater value matters more.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Info,

    /// <summary>It works, and probably not as meant.</summary>
    Warning,

    /// <summary>It cannot be built.</summary>
    Error,
}
