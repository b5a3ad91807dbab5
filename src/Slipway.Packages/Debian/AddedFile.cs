// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>A file that is put into an image beside what its packages have.</summary>
/// <param name="Folder">The folder it stands in, without slashes at its ends.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="Text">What it says.</param>
internal sealed record AddedFile(string Folder, string Name, int Mode, string Text);
