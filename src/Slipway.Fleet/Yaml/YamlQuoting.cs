// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How a scalar is written.</summary>
internal enum YamlQuoting
{
    /// <summary>Without quotes.</summary>
    Plain,

    /// <summary>In quotes, or as a block.</summary>
    Quoted,
}
