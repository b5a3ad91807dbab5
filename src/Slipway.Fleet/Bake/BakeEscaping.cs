// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Whether a printed text is escaped, so that it can be read as a Bake file again.</summary>
internal enum BakeEscaping
{
    /// <summary>As it is.</summary>
    None,

    /// <summary><c>${</c> and <c>%{</c> get a second sign.</summary>
    Template,
}
