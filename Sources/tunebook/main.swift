// The room is being built.
print("tunebook")
