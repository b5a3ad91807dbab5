// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Tests.Images;

/// <summary>How a test's layers are compressed.</summary>
public enum LayerForm
{
    /// <summary>By gzip.</summary>
    Gzip,

    /// <summary>By zstd.</summary>
    Zstd,

    /// <summary>Not at all.</summary>
    Plain,
}
