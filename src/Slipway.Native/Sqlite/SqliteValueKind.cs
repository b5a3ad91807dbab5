// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>What a <see cref="SqliteValue"/> holds.</summary>
internal enum SqliteValueKind
{
    Null,
    Integer,
    Text,
    Blob,
}
