namespace SmpClinic.Web.Hosting;

/// <summary>
/// Marks an action that a page of ours asks at every few letters. Of such requests an address may send more than of forms: at the desk
/// several people type behind one address.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AskedWhileTypingAttribute : Attribute;
