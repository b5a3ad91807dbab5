// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A kind of packages whose record in an image is read.</summary>
public enum Ecosystem
{
    /// <summary>Debian packages, by dpkg's status.</summary>
    Deb,

    /// <summary>Node.js packages, by the <c>package.json</c> files under <c>node_modules</c>.</summary>
    Npm,
}
