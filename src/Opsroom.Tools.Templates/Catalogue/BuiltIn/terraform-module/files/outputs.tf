output "tags" {
  description = "The tags in use."
  value       = local.tags
}
