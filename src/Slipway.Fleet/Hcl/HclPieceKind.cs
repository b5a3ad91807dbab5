// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The kinds of a template's parts.</summary>
internal enum HclPieceKind
{
    Text,
    Interpolation,
    If,
    Else,
    EndIf,
    For,
    EndFor,
}
