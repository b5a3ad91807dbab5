// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A kind of packages whose record in an image is read. In lower case it is the word before a package's name.</summary>
public enum Ecosystem
{
    /// <summary>Debian packages, by dpkg's status.</summary>
    Deb,

    /// <summary>Alpine packages, by apk's database.</summary>
    Apk,

    /// <summary>Node.js packages, by the <c>package.json</c> files under <c>node_modules</c>.</summary>
    Npm,

    /// <summary>Python packages, by the <c>METADATA</c> and <c>PKG-INFO</c> files beside their modules.</summary>
    Pypi,
}
