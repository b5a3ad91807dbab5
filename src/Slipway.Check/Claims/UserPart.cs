// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What a claim says of the user that an image runs as.</summary>
public enum UserPart
{
    /// <summary>The number of the user.</summary>
    Uid,

    /// <summary>The number of the group.</summary>
    Gid,

    /// <summary>The name of the user, as the image's <c>/etc/passwd</c> has it.</summary>
    Name,
}
