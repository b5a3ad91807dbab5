// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What happened in a registry that someone may want to know later.</summary>
public enum RegistryEventKind
{
    /// <summary>A manifest was stored, and its tags were set.</summary>
    PushManifest,

    /// <summary>A manifest was fetched from a registry that is mirrored, and its tags were set.</summary>
    MirrorManifest,

    /// <summary>A manifest was deleted, with all its tags.</summary>
    DeleteManifest,

    /// <summary>A tag was taken away.</summary>
    DeleteTag,

    /// <summary>A blob was taken from a repository.</summary>
    DeleteBlob,

    /// <summary>Someone may not do what they asked for.</summary>
    RefuseAccess,

    /// <summary>Someone logged in with a wrong name or password, or too often.</summary>
    RefuseLogin,

    /// <summary>An API key was made.</summary>
    CreateKey,

    /// <summary>An API key was revoked.</summary>
    RevokeKey,
}
