// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How far a blob has come.</summary>
public enum TransferState
{
    /// <summary>It is part of what is transferred, and not begun.</summary>
    Waiting,

    /// <summary>Its bytes are on the way.</summary>
    Moving,

    /// <summary>It is whole and checked.</summary>
    Done,

    /// <summary>It was there already.</summary>
    Existed,

    /// <summary>The registry took it from another of its repositories.</summary>
    Mounted,
}
