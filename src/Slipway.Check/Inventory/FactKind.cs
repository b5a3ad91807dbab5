// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Why the content of a file matters.</summary>
internal enum FactKind
{
    /// <summary>It doesn't.</summary>
    None,

    /// <summary>It is dpkg's status, or a part of it.</summary>
    Dpkg,

    /// <summary>It is apk's database.</summary>
    Apk,

    /// <summary>It is the <c>package.json</c> of an installed package.</summary>
    Npm,

    /// <summary>It is the metadata of an installed Python package.</summary>
    Python,

    /// <summary>It names users or groups.</summary>
    Accounts,
}
