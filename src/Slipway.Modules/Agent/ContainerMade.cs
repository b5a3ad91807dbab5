// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A container that was made.</summary>
/// <param name="Id">Its id: 64 hexadecimal digits.</param>
/// <param name="Name">Its name: the one asked for, or one made up.</param>
public sealed record ContainerMade(string Id, string Name);
