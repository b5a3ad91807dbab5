// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whether a push may make a tag name another image than it does.</summary>
internal enum TagOverwrite
{
    /// <summary>It may.</summary>
    Allowed,

    /// <summary>It may set new tags, and set one again to what it names already.</summary>
    Refused,
}
